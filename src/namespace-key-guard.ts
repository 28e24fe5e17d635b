import { Stack, Token, type CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AWS_OWNED_KMS_KEY } from './key-change/contract';
import { addGuard, stageOf, type AppIndex } from './private/guards/app-index';
import { guardAwsOwnedClaim, NOBODY_REFUSES } from './private/guards/aws-owned-claim';
import { isInTree } from './private/guards/final-resource';
import { claimsOf } from './private/guards/key-claim';
import { messages, shown } from './private/guards/messages';
import { guardOneResource, samePlace } from './private/guards/name-guard';
import { keyChangeOf, ownerOf } from './private/guards/registry';
import { report, type Finding } from './private/guards/report';

/** What `NamespaceKeyGuard` does about what it finds. */
export enum NamespaceKeyGuardMode {
  /** Stops the synthesis, with everything that was found. */
  FAIL = 'fail',
  /** Warns, at each construct. Warnings can be acknowledged by their ids. */
  WARN = 'warn',
}

/** Options of `NamespaceKeyGuard`. */
export interface NamespaceKeyGuardProps {
  /**
   * What is done about a namespace that must not be as it is.
   *
   * @default NamespaceKeyGuardMode.FAIL
   */
  readonly mode?: NamespaceKeyGuardMode;

  /**
   * Construct paths that the guard leaves alone, each with everything below it: `'Sandbox/Namespace'`.
   *
   * @default - none
   */
  readonly allow?: string[];

  /**
   * Whether each namespace must be under a customer managed key, even if it never had one.
   * AWS Security Hub asks for it (RedshiftServerless.4).
   *
   * @default false
   */
  readonly requireCustomerManagedKey?: boolean;

  /**
   * Whether the key of a live namespace is looked up where the template does not tell (through AWS Cloud Control, by
   * the CDK CLI; the answer is kept in cdk.context.json). Without it, each such namespace gets a warning.
   *
   * @default true
   */
  readonly lookUp?: boolean;
}

/**
 * Guards every Amazon Redshift Serverless namespace of an app, whatever made it, against a way from a customer managed
 * key to an AWS-owned one. The service refuses that way, and CloudFormation hides it.
 *
 * It looks at the final templates, when all other Aspects have run, and tells everything that it has found in one go.
 * Aspects end at a Stage: add the guard to each Stage too. A Stage with namespaces that lacks it is an error.
 *
 * ```ts
 * Aspects.of(app).add(new NamespaceKeyGuard());
 * ```
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
 */
export class NamespaceKeyGuard implements IAspect {
  private readonly props: NamespaceKeyGuardProps;
  private readonly scopes = new Set<IConstruct>();

  constructor(props: NamespaceKeyGuardProps = {}) {
    this.props = props;
  }

  /** Called by the CDK for each construct. Nothing is judged here: other Aspects may still change it. */
  public visit(node: IConstruct): void {
    if (this.covers(node)) { return; }
    this.scopes.add(node);
    addGuard(node, (index) => this.validate(index, node));
  }

  /** Whether a scope that the guard was added to reaches a construct: as far as its own Stage. */
  private covers(node: IConstruct): boolean {
    return node.node.scopes.some((scope) => this.scopes.has(scope) && stageOf(scope) === stageOf(node));
  }

  private validate(index: AppIndex, scope: IConstruct): string[] {
    const namespaces = index.namespacesBelow(scope).filter(({ node }) => !this.isAllowed(node.path));
    const inside = namespaces.filter((namespace) => stageOf(namespace) === stageOf(scope));
    const findings = inside.flatMap((namespace) => this.judge(index, namespace));
    return report([
      ...this.props.mode === NamespaceKeyGuardMode.WARN ? findings.map(softened) : findings,
      ...this.unguardedStages(scope, namespaces),
      ...this.unknownPaths(index, scope),
    ]);
  }

  private judge(index: AppIndex, at: CfnResource): Finding[] {
    const owner = ownerOf(at);
    const { KmsKeyId: kmsKeyId } = index.final(at).Properties;
    // A RotatableNamespace guards itself, as long as it is in the tree.
    const itself = owner !== undefined && isInTree(owner);
    return [...itself ? [] : guardOneResource(index, at), ...this.judgeKey(index, at, kmsKeyId, itself)].map((finding) => withPath(finding));
  }

  private judgeKey(index: AppIndex, at: CfnResource, kmsKeyId: unknown, itself: boolean): Finding[] {
    const wish = wishFor(index, at);
    const given = kmsKeyId === undefined ? 'no KmsKeyId' : `KmsKeyId ${shown(kmsKeyId)}`;
    const claims = new Set(kmsKeyId === undefined && wish !== undefined ? [] : claimsOf(Stack.of(at), kmsKeyId));
    // A key change of the app decides where there is no KmsKeyId: the namespace was created without one, and moves up.
    if (wish !== undefined) { claims.add(wish === AWS_OWNED_KMS_KEY ? 'aws-owned' : 'customer-managed'); }
    if (claims.has('aws-managed')) { return [{ at, message: messages.notCustomerManagedKey('KmsKeyId of a namespace', shown(kmsKeyId)) }]; }
    if (claims.has('aws-owned')) {
      if (this.props.requireCustomerManagedKey) { return [{ at, message: messages.customerManagedKeyRequired(given) }]; }
      const namespaceName: unknown = index.final(at).Properties.NamespaceName;
      return itself ? [] : guardAwsOwnedClaim({
        at,
        namespaceName: typeof namespaceName === 'string' ? namespaceName : Token.asString(namespaceName),
        asked: given,
        lookUp: this.props.lookUp ?? true,
        atDeploy: NOBODY_REFUSES,
      });
    }
    return claims.has('unknown') ? [{ at, message: messages.keyNotKnownAtSynth(shown(kmsKeyId)) }] : [];
  }

  private unguardedStages(scope: IConstruct, namespaces: readonly CfnResource[]): Finding[] {
    const missed = namespaces.filter((namespace) => stageOf(namespace) !== stageOf(scope) && !this.covers(namespace));
    return [...new Set(missed.map((namespace) => stageOf(namespace)))].filter((stage) => stage !== undefined).map((stage) => ({
      at: scope,
      message: messages.stageNotGuarded(stage.node.path, missed.filter((one) => stageOf(one) === stage).map(({ node }) => `'${node.path}'`).join(', ')),
    }));
  }

  /** Told at a stack: annotations of an app reach nobody. */
  private unknownPaths(index: AppIndex, scope: IConstruct): Finding[] {
    const at = scope.node.findAll().find((node) => Stack.isStack(node)) ?? Stack.of(scope);
    return (this.props.allow ?? []).filter((path) => !index.hasPath(path)).map((path) => ({ at, message: messages.allowedPathUnknown(path) }));
  }

  private isAllowed(path: string): boolean {
    return (this.props.allow ?? []).some((allowed) => path === allowed || path.startsWith(`${allowed}/`));
  }
}

/** The key that a key change of the app wishes for this namespace. */
function wishFor(index: AppIndex, namespace: CfnResource): string | undefined {
  const stack = Stack.of(namespace);
  const all = index.keyChanges(index.final(namespace).Properties.NamespaceName);
  const found = all.find(({ construct }) => samePlace(Stack.of(construct), stack) === true);
  return found && keyChangeOf(found.construct)?.kmsKeyId;
}

/** The message of a whole app names the construct, since the error itself names the app. */
function withPath({ at, message }: Finding): Finding {
  return message.level === 'error' ? { at, message: { ...message, text: `'${at.node.path}': ${message.text}` } } : { at, message };
}

const softened = ({ at, message }: Finding): Finding =>
  ({ at, message: { ...message, level: message.level === 'error' ? 'warning' : message.level } });
