import { App, Aspects, Stack, Stage } from 'aws-cdk-lib';
import { bare, LIVE } from './guarded-stack';
import { NamespaceKeyGuard, type NamespaceKeyGuardProps } from '../src';
import { ENV, idOfError, KEY, synth } from './private/checks/support';

/** Aspects end at a Stage, and so does the guard. */
function stagedApp(): { app: App; stage: Stage; inside: Stack } {
  const app = new App({ context: LIVE });
  const stage = new Stage(app, 'Prod', { env: ENV });
  return { app, stage, inside: new Stack(stage, 'Inside') };
}
const errorsOf = (app: App) => synth(new Stack(app, 'Top', { env: ENV })).errors;

test('a Stage with namespaces that lacks the guard is an error, even where they are fine', () => {
  const { app, inside } = stagedApp();
  bare(inside, KEY);
  Aspects.of(app).add(new NamespaceKeyGuard());
  expect(errorsOf(app)).toEqual([expect.stringMatching(new RegExp("does not reach into the Stage 'Prod'.*"
    + "got: the namespaces 'Prod/Inside/Bare' in it.*stageNotGuarded\\]$"))]);
});

test('a Stage with the guard is guarded', () => {
  const { app, stage, inside } = stagedApp();
  bare(inside);
  const guard = new NamespaceKeyGuard();
  Aspects.of(app).add(guard);
  Aspects.of(stage).add(guard);
  expect(errorsOf(app).map(idOfError)).toEqual(['backToAwsOwnedKey']);
});

test.each<{ name: string; add: (inside: Stack) => unknown; props: NamespaceKeyGuardProps }>([
  { name: 'a Stage without namespaces', add: () => undefined, props: {} },
  { name: 'a Stage that is allowed', add: (inside) => bare(inside, KEY), props: { allow: ['Prod'] } },
])('$name needs no guard', ({ add, props }) => {
  const { app, inside } = stagedApp();
  add(inside);
  Aspects.of(app).add(new NamespaceKeyGuard(props));
  expect(errorsOf(app)).toEqual([]);
});

test('the same guard at a Stage and the app reports nothing twice', () => {
  const { app, stage, inside } = stagedApp();
  bare(inside, KEY);
  const guard = new NamespaceKeyGuard();
  for (const scope of [app, stage, inside]) { Aspects.of(scope).add(guard); }
  expect(errorsOf(app)).toEqual([]);
});
