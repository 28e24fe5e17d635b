import * as v from 'valibot';
import { ARRIVAL, at, minutes, NEW, request, updated } from './support';
import { encodeHandover } from '../../src/handler/reconcile/handover';
import { initialState, waiterStateSchema } from '../../src/handler/waiter-state';

describe('what a waiter starts with', () => {
  test('no progress', () => {
    const first = initialState(request());
    expect(first).toMatchObject({
      progress: { update: 'none', updatesSent: 0, changeStarted: false, responded: false },
      next: { action: 'wait', seconds: 1 },
    });
    expect(v.is(waiterStateSchema, JSON.parse(JSON.stringify(first)))).toBe(true);
  });

  test('in a later window, the progress of the window before', () => {
    const later = request({ window: 2, windows: 3 });
    const handover = encodeHandover(later, updated('accepted', 0), ARRIVAL, false);
    const first = initialState({ ...later, arrivedAt: at(minutes(1)) }, handover);
    expect(first).toMatchObject({
      progress: { update: 'accepted', updatesSent: 1, updateSentAt: ARRIVAL, keyArn: NEW, responded: false },
    });
    expect(v.is(waiterStateSchema, JSON.parse(JSON.stringify(first)))).toBe(true);
  });
});
