import type { EndChecks } from './end-checks';
import type { PutLog } from './fault-injection';
import type { Observer } from './observer';
import type { StackView } from './stack-view';
import type { StackOutcome, StackSource } from '../../../simulator/cloudformation';
import { ValidationError } from '../../../simulator/cloudformation/errors';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { NamedKey } from '../../invariants/key-boundary';
import type { AppChoice } from '../../scenario/scenario';

interface Deployed { readonly namespaceName: string; readonly noRollback: boolean; readonly app: AppChoice }

/** Runs stack operations, and checks what must hold when they have ended. */
export class Operations {
  constructor(
    private readonly world: World,
    private readonly checker: InvariantChecker,
    private readonly endChecks: EndChecks,
    private readonly observer: Observer,
    private readonly putLog: PutLog,
  ) {}

  /** @returns why the deployment failed */
  public async deploy(
    stack: StackView, source: StackSource, { namespaceName, noRollback, app }: Deployed, onBegun: () => void,
  ): Promise<string | undefined> {
    const key = this.keyIn(source);
    const wanted = key === undefined ? [] : [{ name: namespaceName, key }];
    const outcome = await this.run(stack, () => {
      const operation = this.world.cloudFormation.deploy(source, { disableRollback: noRollback });
      onBegun();
      return operation;
    }, wanted, app.changeKeyOnCreate ? wanted : []);
    if (typeof outcome === 'string') { return outcome; }
    return outcome.outcome === 'FAILED' ? outcome.cause ?? outcome.reason ?? outcome.status : undefined;
  }

  /** Resolves to the outcome, or to what CloudFormation says when it refuses the operation. */
  public async run(
    stack: StackView, start: () => Promise<StackOutcome>,
    wanted: readonly NamedKey[] = [], optedIn: readonly NamedKey[] = [],
  ): Promise<StackOutcome | string> {
    this.observer.readAll();
    this.endChecks.begin(stack, optedIn);
    this.putLog.absencesLeft = 1;
    this.putLog.misreadingsLeft = 1;
    try {
      const outcome = await this.world.run(start());
      this.checker.log(`${stack.name}: ${outcome.status}`);
      this.observer.readAll();
      this.endChecks.end(stack, wanted);
      return outcome;
    } catch (error) {
      if (!(error instanceof ValidationError)) { throw error; }
      this.checker.log(`refused: ${error.message}`);
      return error.message;
    }
  }

  /** The key that a template names as a literal; a generation's is known when the stack has it. */
  private keyIn({ template }: StackSource): string | undefined {
    const { Resources: resources } = template as { Resources: Record<string, { Type: string; Properties?: object }> };
    const window = Object.values(resources).find(({ Type: type }) => type.startsWith('Custom::'));
    const key = (window?.Properties as { KmsKeyId?: unknown } | undefined)?.KmsKeyId;
    if (typeof key === 'string') { return key; }
    const join = (key as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join'];
    const keyId = String(join?.[1].at(-1)).split('key/')[1];
    return this.world.aws.kms.allKeys().find((each) => each.keyId === keyId)?.arn;
  }
}
