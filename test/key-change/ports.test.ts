test.each(['ports', 'sighting'])('%s.ts holds types alone', (file) => {
  expect(jest.requireActual(`../../src/key-change/${file}`)).toEqual({});
});
