/** What the simulator does with the properties of a resource type. A property in none of the lists does not exist. */
interface Properties {
  /** they have their effect */
  readonly modeled: readonly string[];
  /** they are kept and compared, and change nothing else; simulator/README.md lists them */
  readonly recorded: readonly string[];
  /** a template with one of them is refused */
  readonly refused: readonly string[];
}

/** CFN-51: from the schemas of the types. Other types without a list of their own record every property. */
const PROPERTIES: Readonly<Record<string, Properties>> = {
  'AWS::IAM::Role': {
    modeled: [
      'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Path', 'PermissionsBoundary', 'Policies', 'RoleName',
    ],
    recorded: ['Description', 'MaxSessionDuration', 'Tags'],
    refused: [],
  },
  'AWS::IAM::Policy': {
    modeled: ['PolicyDocument', 'PolicyName', 'Roles'],
    recorded: [],
    refused: ['Groups', 'Users'],
  },
  'AWS::IAM::ManagedPolicy': {
    modeled: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    recorded: ['Description'],
    refused: ['Groups', 'Users'],
  },
  'AWS::KMS::Key': {
    modeled: [
      'BypassPolicyLockoutSafetyCheck', 'Description', 'Enabled', 'EnableKeyRotation', 'KeyPolicy', 'KeySpec',
      'KeyUsage', 'PendingWindowInDays', 'Tags',
    ],
    recorded: ['RotationPeriodInDays'],
    refused: ['MultiRegion', 'Origin'],
  },
  'AWS::Lambda::EventInvokeConfig': {
    modeled: ['FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    recorded: ['DestinationConfig'],
    refused: [],
  },
  'AWS::Lambda::Function': {
    modeled: [
      'Code', 'Environment', 'FunctionName', 'Handler', 'MemorySize', 'PackageType', 'ReservedConcurrentExecutions',
      'Role', 'Timeout',
    ],
    recorded: [
      'Architectures', 'CodeSigningConfigArn', 'DeadLetterConfig', 'Description', 'EphemeralStorage', 'KmsKeyArn',
      'Layers', 'LoggingConfig', 'RecursiveLoop', 'Runtime', 'RuntimeManagementConfig', 'SnapStart', 'Tags',
      'TracingConfig', 'VpcConfig',
    ],
    refused: [
      'CapacityProviderConfig', 'DurableConfig', 'FileSystemConfigs', 'FunctionScalingConfig', 'ImageConfig',
      'PublishToLatestPublished', 'TenancyConfig',
    ],
  },
  'AWS::StepFunctions::StateMachine': {
    modeled: [
      'Definition', 'DefinitionString', 'DefinitionSubstitutions', 'RoleArn', 'StateMachineName', 'StateMachineType',
    ],
    recorded: ['LoggingConfiguration', 'Tags', 'TracingConfiguration'],
    refused: ['DefinitionS3Location', 'EncryptionConfiguration'],
  },
};

/** What these values of a refused property mean is what happens without it. */
const HARMLESS: Readonly<Record<string, readonly unknown[]>> = { MultiRegion: [false, 'false'], Origin: ['AWS_KMS'] };

/** The properties of a resource that the simulator refuses, and those that do not exist. */
export function unsupportedProperties(
  type: string, properties: Readonly<Record<string, unknown>>,
): { readonly refused: readonly string[]; readonly unknown: readonly string[] } {
  const table = Object.hasOwn(PROPERTIES, type) ? PROPERTIES[type] : undefined;
  if (!table) { return { refused: [], unknown: [] }; }
  const names = Object.keys(properties);
  return {
    refused: names.filter((name) => table.refused.includes(name) && !HARMLESS[name]?.includes(properties[name])),
    unknown: names.filter((name) => ![...table.modeled, ...table.recorded, ...table.refused].includes(name)),
  };
}
