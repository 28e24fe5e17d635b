import { AWS_OWNED, OWN_KEY, type AppChoice, type CreatedWithChoice } from '../scenario/scenario';

/** The bare resource that `cdk import` makes of a namespace which has outlived its stack. */
export const importedApp = (isOnAwsOwnedKey: boolean): AppChoice => ({
  kind: 'bare',
  key: isOnAwsOwnedKey ? AWS_OWNED : OWN_KEY,
  createdWith: isOnAwsOwnedKey ? 'aws-owned' : 'alias',
  allGenerations: true,
  dropsOldest: false,
  hours: 1,
  bySize: false,
  settings: 0,
  name: 0,
  path: 0,
  removal: 'retain-except-on-create',
  namespaceId: false,
  changeKeyOnCreate: false,
});

/** Over a bare resource, createdWith says what that resource says, or nothing. */
export function adopting(app: AppChoice, held: AppChoice | undefined): AppChoice {
  const isFree = held?.kind !== 'bare' || app.createdWith === 'default';
  const createdWith: CreatedWithChoice = isFree ? app.createdWith : held.createdWith;
  return { ...app, createdWith };
}
