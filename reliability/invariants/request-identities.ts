/** What CloudFormation sends with a request for a window. */
export interface SentRequest {
  readonly type: string;
  readonly stackId: string;
  /** undefined for a Create */
  readonly physicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * For invariant (x): which requests may change a key. An identity is what the properties say besides the key; it is
 * compared with the properties of the success that gave the PhysicalResourceId, never with the text of the id.
 */
export class RequestIdentities {
  private readonly requests = new Map<string, SentRequest>();
  /** the identity that each PhysicalResourceId stands for, in its stack */
  private readonly held = new Map<string, string>();

  public add(requestId: string, request: SentRequest): void {
    this.requests.set(requestId, request);
  }

  /** CloudFormation has taken this id from a SUCCESS. */
  public hold(requestId: string, physicalId: string): void {
    const request = this.requests.get(requestId);
    if (request) { this.held.set(`${request.stackId} ${physicalId}`, identityOf(request)); }
  }

  /** Whether another request for the same namespace was sent after this one. */
  public hasNewer(requestId: string): boolean {
    const ids = [...this.requests.keys()];
    const name = this.requests.get(requestId)?.properties.NamespaceName;
    return ids.slice(ids.indexOf(requestId) + 1).some((id) => this.requests.get(id)!.properties.NamespaceName === name);
  }

  /** Why the request must not change a key; undefined = it may. */
  public whyNoUpdate(requestId: string): string | undefined {
    const request = this.requests.get(requestId);
    if (!request) { return 'nobody has sent it'; }
    const { type, stackId, physicalId, properties: { ChangeKeyOnCreate: isOptedIn } } = request;
    if (type === 'Create') { return String(isOptedIn) === 'true' ? undefined : 'it is a Create'; }
    if (type !== 'Update') { return `it is a ${type}`; }
    const held = this.held.get(`${stackId} ${physicalId}`);
    return held === identityOf(request) ? undefined : `its identity is ${identityOf(request)}, the stack holds ${held}`;
  }
}

function identityOf({ properties }: SentRequest): string {
  const { NamespaceName, CreatedWithKmsKeyId, NamespaceId } = properties;
  return JSON.stringify([NamespaceName, CreatedWithKmsKeyId ?? null, NamespaceId ?? null]);
}
