import type { TimelineInput } from '../../../cli/picture/timeline';
import { MINUTE } from '../../../cli/terminal/duration';
import type { StackEvent } from '../../../simulator/cloudformation';

export const START = Date.UTC(2026, 0, 15, 9, 0, 0);

/** A moment, in minutes after the start. */
export const at = (minutes: number): number => START + minutes * MINUTE;

const STACK = 'AWS::CloudFormation::Stack';
const stackEvent = (minutes: number, status: string, reason?: string): StackEvent =>
  ({ at: at(minutes), stackName: 'Stack', logicalId: 'Stack', type: STACK, status, reason });
const keyEvent = (minutes: number, status: string, reason?: string): StackEvent =>
  ({ at: at(minutes), stackName: 'Stack', logicalId: 'Key1', type: 'AWS::KMS::Key', status, reason });

export const WINDOW = 'WarehouseKeyChangeWindow1BD538362';
const windowEvent = (minutes: number, status: string, reason?: string): StackEvent => ({
  at: at(minutes),
  stackName: 'Stack',
  logicalId: WINDOW,
  type: 'Custom::RedshiftServerlessNamespaceKeyChange',
  status,
  reason,
});

export const FAILURE = 'Received response status [FAILED] from custom resource. '
  + `Message returned: ${'too long '.repeat(20)}(RequestId: 1)`;

/** A stack that is created, and then updated in vain. */
export const EVENTS: StackEvent[] = [
  stackEvent(0, 'CREATE_IN_PROGRESS', 'User Initiated'),
  keyEvent(0, 'CREATE_IN_PROGRESS'),
  keyEvent(0, 'CREATE_IN_PROGRESS', 'Resource creation Initiated'),
  keyEvent(1, 'CREATE_COMPLETE'),
  stackEvent(1, 'CREATE_COMPLETE'),
  stackEvent(2, 'UPDATE_IN_PROGRESS', 'User Initiated'),
  windowEvent(2, 'UPDATE_IN_PROGRESS'),
  windowEvent(57, 'UPDATE_FAILED', FAILURE),
  stackEvent(57, 'UPDATE_ROLLBACK_IN_PROGRESS', `The following resource(s) failed to update: [${WINDOW}]. `),
  windowEvent(57, 'UPDATE_IN_PROGRESS'),
  windowEvent(112, 'UPDATE_COMPLETE'),
  stackEvent(112, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'),
  stackEvent(112, 'UPDATE_ROLLBACK_COMPLETE'),
];

export const TIMELINE: TimelineInput = {
  title: 'a <title> & "more"',
  subtitle: 'below',
  failed: true,
  namespaceName: 'n',
  stackName: 'Stack',
  panels: [
    { kind: 'create', title: 'first', detail: '2 min', from: at(0), to: at(2) },
    { kind: 'change', title: 'second', detail: '110 min', from: at(2), to: at(112) },
    { kind: 'afterwards', title: 'third', detail: '30 h', from: at(112), to: at(1912) },
  ],
  events: EVENTS,
  history: [
    { at: at(1), namespaceName: 'n', status: 'AVAILABLE', kmsKeyArn: 'one' },
    { at: at(3), namespaceName: 'n', status: 'MODIFYING', kmsKeyArn: 'one' },
    { at: at(4), namespaceName: 'other', status: 'AVAILABLE', kmsKeyArn: 'other' },
    { at: at(1500), namespaceName: 'n', status: 'AVAILABLE', kmsKeyArn: 'two' },
  ],
  updatesSent: [at(3)],
  nameOfKey: (arn) => ({ one: 'generation 1', two: 'generation 2' })[arn],
};
