import aslValidator from 'asl-validator';
import { stateSchema } from '../../src/key-change/state';
import { waiterDefinition } from '../../src/private/waiter-definition';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:key-change';
const definition = waiterDefinition(FUNCTION);
const { States: states } = definition;

test('the definition is valid', () => {
  const { isValid, errorsText } = aslValidator(definition, { checkPaths: true, checkArn: true });
  expect(errorsText('\n')).toBe('');
  expect(isValid).toBe(true);
});

test('an ask is never retried, and what goes wrong with it leads to a look', () => {
  expect(states.Ask).not.toHaveProperty('Retry');
  expect(states.Ask.Catch).toEqual([
    { ErrorEquals: ['Lambda.TooManyRequestsException'], ResultPath: '$.askThrottled', Next: 'Look' },
    { ErrorEquals: ['States.ALL'], ResultPath: '$.askUnheard', Next: 'Look' },
  ]);
});

test('what the state machine leaves behind is understood by the function', () => {
  expect(Object.keys(stateSchema.entries)).toEqual(expect.arrayContaining(['askThrottled', 'askUnheard']));
});

test('every task outlasts the function, so that the function is dead when the task has timed out', () => {
  const tasks = Object.values(states).filter(({ Type }) => Type === 'Task');
  expect(tasks).toHaveLength(3);
  for (const task of tasks) { expect(task).toMatchObject({ Resource: FUNCTION, TimeoutSeconds: 90, Next: 'Choose' }); }
});

test('every action that the function can name has a state', () => {
  const choices = states.Choose.Choices as { StringEquals: string; Next: string }[];
  expect(choices.map(({ StringEquals }) => StringEquals).sort()).toEqual(['answer', 'ask', 'end', 'wait']);
  for (const { Next } of choices) { expect(states).toHaveProperty([Next]); }
});

test('no execution runs for ever: the window, two days of watching, and a day to spare', () => {
  expect(definition.TimeoutSeconds).toBe(55 * 60 + 48 * 3600 + 24 * 3600);
});
