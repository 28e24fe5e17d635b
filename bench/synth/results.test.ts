import { templateCost } from './results';
import { synthResultsWith } from './support';

test('the template, split into what a stack has once and what each namespace adds', () => {
  const { synth } = synthResultsWith({ onceBytes: 8000, bytesPerNamespace: 1500 });
  expect(templateCost(synth, 'library')).toEqual({ once: 8000, perNamespace: 1500 });
  expect(templateCost(synth, 'sameSettings')).toEqual({ once: 0, perNamespace: 1000 });
});
