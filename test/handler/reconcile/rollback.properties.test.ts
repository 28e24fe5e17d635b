import * as fc from 'fast-check';
import { holdings } from './arbitraries';
import { always, must, observationsOf, reasonOf, responsesOf, showSeed } from './properties';
import type { Step } from './waiter-model';
import type { Observation, StackDirection } from '../../../src/handler/reconcile/observation';
import { needsHolding, needsStack, reconcile } from '../../../src/handler/reconcile/reconcile';
import { holds } from '../support';

beforeAll(() => showSeed('rollback.properties'));

describe('in a rollback', () => {
  /** Everything that may fail there. What is not in this list is left as it is. */
  const mayFail: RegExp[] = [
    // the desired key cannot be used
    /a rollback needs this very key|continue-update-rollback with --resources-to-skip/,
    // denied
    /^permission to (read|change the key of) namespace warehouse.* was denied for more than five minutes/,
    // the namespace has lost a key that is not the desired one
    /has lost access to its key/,
    // a change that failed
    /^Amazon Redshift Serverless (refused to move|ended the key change|accepted the key change)/,
    /^two updates were sent/,
    /^a second update of namespace warehouse was denied/,
    /^superseded by/,
    // the time is over
    /still runs after \d+ minutes|nothing tells whether the key change still runs/,
    /could not be changed to \S+ within \d+ minutes/,
  ];

  test('nothing is FAILED that can be left as it is', always((steps) => {
    for (const step of responsesOf(steps).filter(({ stack }) => stack === 'rolling-back')) {
      const reason = reasonOf(step, 'FAILED');
      must(reason === undefined || mayFail.some((text) => text.test(reason)), step);
    }
  }));

  test('a key that has been lost is FAILED only if it is not the desired one', always((steps) => {
    for (const step of responsesOf(steps).filter(({ stack }) => stack === 'rolling-back')) {
      if (!/has lost access to its key/.test(reasonOf(step, 'FAILED') ?? '')) { continue; }
      const { observed, request, after } = step;
      must(observed.kind === 'namespace', step);
      must(![request.desiredKey, after.keyArn].includes(observed.namespace.keyArn ?? 'none'), step);
    }
  }));

  test('what says that nothing was touched is FAILED only while the stack goes forward', always((steps) => {
    for (const step of responsesOf(steps)) {
      const isUntouched = /nothing was touched$/.test(reasonOf(step, 'FAILED') ?? '');
      must(!isUntouched || (step.observed.stack === 'forward' && step.after.updatesSent === 0), step);
    }
  }));
});

describe('what is not observed makes no difference', () => {
  const directions: StackDirection[] = ['forward', 'rolling-back', 'unreadable'];
  const decide = ({ request, before, now }: Step, observed: Observation) =>
    JSON.stringify(reconcile(request, before, observed, now));
  const withoutStack = ({ observed: { stack: _stack, ...observed } }: Step): Observation => observed as Observation;

  test('the direction of the stack', always((steps) => {
    for (const step of observationsOf(steps)) {
      const { request, before, now } = step;
      const observed = withoutStack(step);
      if (needsStack(request, before, observed, now)) { continue; }
      const decision = decide(step, observed);
      for (const stack of directions) { must(decide(step, { ...observed, stack }) === decision, { ...step, stack }); }
    }
  }));

  test('what the stack holds', always((steps) => {
    const samples = [holds(), ...fc.sample(holdings, 5)];
    for (const step of observationsOf(steps)) {
      const { request, before, now } = step;
      const { holding: _holding, ...observed } = withoutStack(step);
      if (needsHolding(request, before, observed as Observation, now)) { continue; }
      for (const stack of directions) {
        const decision = decide(step, { ...observed, stack } as Observation);
        for (const holding of samples) {
          must(decide(step, { ...observed, stack, holding } as Observation) === decision, { ...step, stack, holding });
        }
      }
    }
  }));
});
