import type { Stack } from 'aws-cdk-lib';

/** Stacks with a rule for events of the function. Their provider may be created after the rule. */
const requested = new WeakSet<Stack>();
const senders = new WeakMap<Stack, () => void>();

/** The function of a stack shall send its events. */
export function requestEvents(stack: Stack): void {
  requested.add(stack);
  senders.get(stack)?.();
}

/** What is called, once, when a rule of the stack needs events, or has needed them already. */
export function onEventsRequested(stack: Stack, send: () => void): void {
  senders.set(stack, send);
  if (requested.has(stack)) { send(); }
}
