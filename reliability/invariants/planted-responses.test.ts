import {
  end, failed, met, MINUTE, NOT_STARTED, success, times, testPlanted,
  type Planted,
} from './planted-history';

// What breaks an invariant is reported; what is excused, or breaks none, is not.

const RESPONSES: readonly Planted[] = [
  { name: 'one response', happens: (h) => h.request('r').onResponse('r', success), want: [] },
  { name: 'a response to nobody', happens: (h) => h.onResponse('r', success), want: ['i'] },
  {
    name: 'the same bytes again, after a lost acknowledgement',
    happens: (h) => { h.request('r').onResponse('r', success); h.onResponse('r', success); },
    want: [],
  },
  {
    name: 'two different responses',
    happens: (h) => { h.request('r').onResponse('r', success); h.onResponse('r', failed('no')); },
    want: ['i'],
  },
  {
    name: 'another response after the first one was confirmed',
    happens: (h) => {
      h.request('r').onResponse('r', success);
      h.onResponseConfirmed('r');
      h.onResponse('r', success);
    },
    want: ['i'],
  },
  {
    name: 'the same bytes again, for a Delete',
    happens: (h) => {
      h.request('r', 'Delete').onResponse('r', success);
      h.onResponseConfirmed('r');
      h.onResponse('r', success);
    },
    want: [],
  },
  {
    name: 'no response, and its execution has succeeded',
    happens: (h) => h.request('r').onNoResponse('r', end('SUCCEEDED', 'End'), false),
    want: ['i'],
  },
  {
    name: 'no response, and no waiter',
    happens: (h) => h.request('r').onNoResponse('r', undefined, false),
    want: ['i'],
  },
  {
    name: 'no response, because every delivery was lost',
    happens: (h) => h.request('r').onNoResponse('r', undefined, true),
    want: [],
  },
  {
    name: 'no response, because every PUT was kept from CloudFormation',
    happens: (h) => {
      h.request('r');
      times(4, () => h.onPut('r', true));
      h.onNoResponse('r', undefined, false);
    },
    want: [],
  },
  {
    name: 'no response after one PUT',
    happens: (h) => {
      h.request('r').onPut('r', true);
      h.onNoResponse('r', undefined, false);
    },
    want: ['i'],
  },
  {
    name: 'no response, though one PUT was not kept from CloudFormation',
    happens: (h) => {
      h.request('r');
      times(4, () => h.onPut('r', true));
      h.onPut('r', false);
      h.onNoResponse('r', undefined, false);
    },
    want: ['i'],
  },
  {
    name: 'no response, and its execution has failed without a fault',
    happens: (h) => h.request('r').onNoResponse('r', end('FAILED', 'Observe'), false),
    want: ['i'],
  },
  {
    name: 'no response, and somebody has stopped its execution',
    happens: (h) => h.request('r').onNoResponse('r', end('ABORTED', 'Wait', true), false),
    want: [],
  },
  {
    name: 'no response, and its execution was aborted by nobody',
    happens: (h) => h.request('r').onNoResponse('r', end('ABORTED', 'Wait'), false),
    want: ['i'],
  },
  {
    name: 'the waiter could not be started, as the faults explain',
    happens: (h) => {
      h.request('r').onDelivery('r');
      h.wait(3 * MINUTE).onResponse('r', NOT_STARTED, 5);
      h.onResponse('r', success);
      h.onNoResponse('r', undefined, false);
    },
    want: [],
  },
  {
    name: 'the waiter could not be started, and no fault explains it',
    happens: (h) => {
      h.request('r').onDelivery('r');
      h.wait(3 * MINUTE).onResponse('r', NOT_STARTED, 4);
    },
    want: ['i'],
  },
  {
    name: 'the waiter could not be started, after one delivery',
    happens: (h) => {
      h.request('r').onDelivery('r');
      h.wait(MINUTE).onResponse('r', NOT_STARTED, 5);
    },
    want: ['i'],
  },
];

const ENDS: readonly Planted[] = [
  { name: 'a waiter that succeeds', happens: (h) => h.onExecutionEnd('r', end('SUCCEEDED', 'End')), want: [] },
  { name: 'a waiter that fails', happens: (h) => h.onExecutionEnd('r', end('FAILED')), want: ['viii'] },
  { name: 'a waiter that times out', happens: (h) => h.onExecutionEnd('r', end('TIMED_OUT', 'Wait')), want: ['viii'] },
  {
    name: 'a waiter that nobody stopped',
    happens: (h) => h.onExecutionEnd('r', end('ABORTED', 'Wait')),
    want: ['viii'],
  },
  {
    name: 'a waiter that somebody stopped',
    happens: (h) => h.onExecutionEnd('r', end('ABORTED', 'Wait', true)),
    want: [],
  },
  {
    name: 'a waiter that fails after somebody stopped it',
    happens: (h) => h.onExecutionEnd('r', end('FAILED', 'Respond', true)),
    want: ['viii'],
  },
  ...['ABORTED', 'FAILED', 'SUCCEEDED'].map((status): Planted => ({
    name: `a waiter that is ${status} after its state machine was deleted`,
    happens: (h) => h.onExecutionEnd('r', end(status, 'Respond', false, true)),
    want: [],
  })),
  {
    name: 'a waiter that runs without end after its state machine was deleted',
    happens: (h) => h.onExecutionEnd('r', end('TIMED_OUT', 'Wait', false, true)),
    want: ['viii'],
  },
  {
    name: 'a waiter that ends as failed after it has responded FAILED',
    happens: (h) => { h.request('r').onResponse('r', failed('no')); h.onExecutionEnd('r', end('FAILED', 'Failed')); },
    want: [],
  },
  {
    name: 'a waiter that ends as failed after it has responded SUCCESS',
    happens: (h) => { h.request('r').onResponse('r', success); h.onExecutionEnd('r', end('FAILED', 'Failed')); },
    want: ['viii'],
  },
  {
    name: 'a waiter that fails when every try to respond was killed',
    happens: (h) => {
      times(7, () => h.onInvocationEnd('r', 'respond', 'died', met({ isKilled: true })));
      h.onExecutionEnd('r', end('FAILED', 'Respond'));
    },
    want: [],
  },
  {
    name: 'a waiter that fails after one try',
    happens: (h) => {
      h.onInvocationEnd('r', 'respond', 'died', met({ isKilled: true }));
      h.onExecutionEnd('r', end('FAILED', 'Respond'));
    },
    want: ['viii'],
  },
  {
    name: 'a waiter that fails after tries of which one succeeded',
    happens: (h) => {
      times(7, () => h.onInvocationEnd('r', 'respond', 'died', met({ isKilled: true })));
      h.onInvocationEnd('r', 'respond');
      h.onExecutionEnd('r', end('FAILED', 'Respond'));
    },
    want: ['viii'],
  },
  {
    name: 'a waiter that fails in an update',
    happens: (h) => {
      times(99, () => h.onInvocationEnd('r', 'update', 'died', met({ isKilled: true })));
      h.onExecutionEnd('r', end('FAILED', 'Update'));
    },
    want: ['viii'],
  },
  {
    name: 'an observation that throws',
    happens: (h) => h.onInvocationEnd('r', 'observe', 'threw', met({ isKilled: true })),
    want: ['viii'],
  },
  { name: 'an update that throws', happens: (h) => h.onInvocationEnd('r', 'update', 'threw', met()), want: ['viii'] },
  { name: 'an invocation that dies', happens: (h) => h.onInvocationEnd('r', 'observe', 'died', met()), want: ['viii'] },
  {
    name: 'a response that throws after four kept PUTs',
    happens: (h) => h.onInvocationEnd('r', 'respond', 'threw', met({ putsKept: 4 })),
    want: [],
  },
  {
    name: 'a response that throws after three',
    happens: (h) => h.onInvocationEnd('r', 'respond', 'threw', met({ putsKept: 3 })),
    want: ['viii'],
  },
  {
    name: 'an event that throws after five kept starts',
    happens: (h) => h.onInvocationEnd('r', 'event', 'threw', met({ startsKept: 5 })),
    want: [],
  },
  {
    name: 'an event that throws after four',
    happens: (h) => h.onInvocationEnd('r', 'event', 'threw', met({ startsKept: 4 })),
    want: ['viii'],
  },
  {
    name: 'a waiter that leaves a change, after FAILED',
    happens: (h) => { h.request('r').onResponse('r', failed('no')); h.onEndBeforeChange('r'); },
    want: ['viii'],
  },
  {
    name: 'a waiter that leaves a change to the next window',
    happens: (h) => { h.request('r').onResponse('r', success); h.onEndBeforeChange('r'); },
    want: [],
  },
  {
    name: 'a waiter that leaves a change to a newer request',
    happens: (h) => {
      h.request('r').request('s').onResponse('r', failed('superseded by s'));
      h.onEndBeforeChange('r');
    },
    want: [],
  },
  {
    name: 'a waiter that leaves a change to a newer request, which nobody has sent',
    happens: (h) => {
      h.request('s').request('r').onResponse('r', failed('superseded by s'));
      h.onEndBeforeChange('r');
    },
    want: ['viii'],
  },
];

testPlanted('(i)', RESPONSES);
testPlanted('(viii)', ENDS);
