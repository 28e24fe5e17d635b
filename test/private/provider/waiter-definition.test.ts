import aslValidator from 'asl-validator';
import { WAITER_PATHS } from '../../../src/contract';
import { nextActionSchema } from '../../../src/handler/reconcile/next-action';
import { waiterStateSchema, waiterStepSchema } from '../../../src/handler/waiter-state';
import { waiterDefinition } from '../../../src/private/provider/waiter-definition';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:key-change';
const definition = waiterDefinition(FUNCTION);
const { States: states } = definition;
const tasks = Object.values(states).filter(({ Type }) => Type === 'Task');

test('the definition is valid', () => {
  const { isValid, errorsText } = aslValidator(definition, { checkPaths: true, checkArn: true });
  expect(errorsText('\n')).toBe('');
  expect(isValid).toBe(true);
});

test('an update is never retried, and after an error the namespace is observed', () => {
  expect(states.Update).not.toHaveProperty('Retry');
  expect(states.Update.Catch).toEqual([
    { ErrorEquals: ['Lambda.TooManyRequestsException'], ResultPath: '$.updateThrottled', Next: 'Observe' },
    { ErrorEquals: ['States.ALL'], ResultPath: '$.updateOutcomeUnknown', Next: 'Observe' },
  ]);
});

test('what the state machine leaves behind is understood by the function', () => {
  const left = [WAITER_PATHS.updateThrottled, WAITER_PATHS.updateOutcomeUnknown];
  expect(left).toEqual(['$.updateThrottled', '$.updateOutcomeUnknown']);
  expect(Object.keys(waiterStateSchema.entries)).toEqual(expect.arrayContaining(left.map((path) => path.slice(2))));
});

test('every step is one that the function knows', () => {
  const steps = tasks.map(({ Parameters: parameters }) => (parameters as { step: string }).step);
  expect(steps.sort()).toEqual([...waiterStepSchema.entries.step.options].sort());
});

test('every task outlasts the function, so that the function has ended when the task times out', () => {
  expect(tasks).toHaveLength(3);
  for (const task of tasks) { expect(task).toMatchObject({ Resource: FUNCTION, TimeoutSeconds: 90, Next: 'Choose' }); }
});

test('every action that the function can name has a state', () => {
  const choices = states.Choose.Choices as { StringEquals: string; Next: string }[];
  expect(choices.map(({ StringEquals }) => StringEquals).sort()).toEqual(['end', 'fail', 'respond', 'update', 'wait']);
  const known = nextActionSchema.options.map(({ entries }) => entries.action.literal);
  expect(known.sort()).toEqual(choices.map(({ StringEquals }) => StringEquals).sort());
  for (const { Next } of choices) { expect(states).toHaveProperty([Next]); }
});

test('an execution whose request has failed fails, with an error of its own, and its text tells no secret', () => {
  const choices = states.Choose.Choices as { StringEquals: string; Next: string }[];
  expect(choices).toContainEqual({ Variable: '$.next.action', StringEquals: 'fail', Next: 'Failed' });
  expect(states.Failed).toMatchObject({
    Type: 'Fail', Error: 'KeyChangeFailed', Cause: 'CloudFormation was told why the key change has failed',
  });
  expect(states['Unknown action'].Error).not.toBe('KeyChangeFailed');
});

test('every execution ends: after the window, two days of watching, and a day to spare', () => {
  expect(definition.TimeoutSeconds).toBe(55 * 60 + 48 * 3600 + 24 * 3600);
});
