import { waiterDefinition } from '../../../src/private/waiter-definition';
import { Dice } from '../dice';
import { AWS_OWNED, Ledger, type Look } from '../ledger';
import type { Life } from '../life';
import { LightLambda } from './lambda';
import { Scheduler } from './scheduler';
import { LightService } from './service';
import { Waiters } from './waiters';

export const SECRET = 'X-Amz-Signature=SECRET';
export const WAITER_ARN = 'arn:aws:states:eu-central-1:111122223333:stateMachine:waiter';
const DEFINITION = waiterDefinition('arn:aws:lambda:eu-central-1:111122223333:function:key-change');

/** Where CloudFormation listens. True: it took the body as its answer. */
export type Post = (requestId: string, body: string) => void;

/** Everything of one fast life: a clock, the services, and the product's own code between them. */
export class LightAccount {
  public readonly scheduler = new Scheduler();
  public readonly dice: Dice;
  public readonly ledger: Ledger;
  public readonly service: LightService;
  public readonly lambda: LightLambda;
  public readonly waiters: Waiters;
  /** the last look of each wish */
  public readonly looks = new Map<string, Look>();
  /** requests whose answer CloudFormation would not take, told by the metric AnswerUndelivered */
  public readonly undelivered = new Set<string>();
  /** when the function's permissions begin to act */
  public permittedAt = 0;
  public stackStatus = 'CREATE_IN_PROGRESS';
  public post: Post;

  constructor(public readonly life: Life) {
    this.post = () => undefined;
    this.dice = new Dice(life.chaos.seed);
    this.ledger = new Ledger(() => this.scheduler.now);
    this.service = new LightService(this.scheduler, this.ledger, life.unknowns);
    this.lambda = new LightLambda(this);
    this.waiters = new Waiters(this, DEFINITION);
  }
}

/** ARN of a key by its number; 0 is the key that AWS owns. */
export const keyArn = (key: number): string => (key === 0 ? AWS_OWNED : `arn:aws:kms:eu-central-1:111122223333:key/k${key}`);
/** As the service keeps it: nothing for a key that AWS owns. */
export const storedKey = (arn: string): string | undefined => (arn === AWS_OWNED ? undefined : arn);
