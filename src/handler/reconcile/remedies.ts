import type { StackDirection } from './observation';

/**
 * What starts the request again: CloudFormation takes another command in a rollback than on the way forward. `either`
 * where the direction is not known.
 */
export type Remedy = 'deploy' | 'continue' | 'either';

export function remedyIn(stack: StackDirection | undefined): Remedy {
  switch (stack) {
    case 'forward': return 'deploy';
    case 'rolling-back': return 'continue';
    default: return 'either';
  }
}

export const CONTINUE_ROLLBACK = 'run aws cloudformation continue-update-rollback';
const inRollback = `(in a rollback: ${CONTINUE_ROLLBACK})`;

/** The request again, as it is. */
export const again: Readonly<Record<Remedy, string>> = {
  deploy: 'deploy again',
  continue: CONTINUE_ROLLBACK,
  either: `deploy again ${inRollback}`,
};

/** When a change that goes on has outlived its window. */
export const whenEnded: Readonly<Record<Remedy, string>> = {
  deploy: 'If the stack was deployed with --no-rollback, deploy again when the change has ended: it is picked up, not '
    + 'restarted. Otherwise the rollback changes the key back; deploy a longer keyChangeTimeout, then the key again',
  continue: `When it has ended, ${CONTINUE_ROLLBACK}`,
  either: `When it has ended, deploy again ${inRollback}`,
};

/** When no update could be sent within the window. */
export const whenUnchanged: Readonly<Record<Remedy, string>> = {
  deploy: 'this deployment changed nothing. Remove the cause, wait until the namespace is AVAILABLE, and deploy again',
  continue: `this rollback changed nothing. When the namespace is AVAILABLE, ${CONTINUE_ROLLBACK}`,
  either: `this request changed nothing. When the namespace is AVAILABLE, deploy again ${inRollback}`,
};

/** A desired key that cannot be used. In a rollback it is the only one that can be desired. */
export const withUsableKey = (name: string): Readonly<Record<Remedy, string>> => ({
  deploy: `namespace ${name} was not touched`,
  continue: `a rollback needs this very key. When it can be used, ${CONTINUE_ROLLBACK}; until then namespace ${name} `
    + 'stays where it is',
  either: `when it can be used, deploy again ${inRollback}`,
});

/** An alias that cannot point to the desired key. A rollback cannot say createdWith. */
export const withCreatedWith = (name: string): Readonly<Record<Remedy, string>> => {
  const createdWith = 'createdWith: CreatedWith.alias() for a namespace that was created with the alias of its '
    + "construct (CreatedWith.kmsKeyId('<its KmsKeyId>') for one that was not)";
  const skip = `${CONTINUE_ROLLBACK} with --resources-to-skip for this resource`;
  return {
    deploy: `give ${createdWith} and deploy again; namespace ${name} was not touched`,
    continue: `${skip}, then deploy with ${createdWith}`,
    either: `give ${createdWith} and deploy again (in a rollback: ${skip} first)`,
  };
};
