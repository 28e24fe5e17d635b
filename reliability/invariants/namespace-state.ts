import { AWS_OWNED_KMS_KEY } from '../../src/contract';

/** The state that a namespace is in. Only the simulation knows it; the product knows what it has observed. */
export interface NamespaceState {
  readonly status: string;
  /** undefined for an AWS-owned key */
  readonly keyArn?: string;
}

/** What a request has observed last. */
export interface LastObservation {
  readonly at: number;
  /** undefined where no namespace was found */
  readonly status?: string;
  readonly keyArn?: string;
}

export const describeState = ({ status, keyArn }: NamespaceState): string =>
  `${status} on ${keyArn ?? AWS_OWNED_KMS_KEY}`;
