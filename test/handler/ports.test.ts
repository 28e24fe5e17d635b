test.each(['ports', 'inspection-ports', 'reconcile/observation'])('%s.ts holds types alone', (file) => {
  expect(jest.requireActual(`../../src/handler/${file}`)).toEqual({});
});
