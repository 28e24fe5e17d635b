/** What one deployment that changes a key came to. */
export interface Measurement {
  readonly contender: string;
  readonly sizeTB: number;
  /** `COMPLETE`; `COMPLETE_TOO_EARLY` = while the change still ran; or the final status of the stack */
  readonly outcome: string;
  /** from the end of the change to CloudFormation's event; null where the event came before it or never */
  readonly lagSeconds: number | null;
  readonly lambdaInvocations: number;
  /** calls of AWS APIs by the contender's functions and by CloudFormation's own handler */
  readonly apiCalls: number;
  readonly stateTransitions: number;
  readonly costUsd: number;
}

/** CloudFormation resources beside the namespace, its key and its alias. */
export interface Footprint {
  readonly contender: string;
  readonly footprint: { readonly oncePerStack: number; readonly perNamespace: number };
}

/** A change of this library whose size suggests another duration. */
export interface WrongEstimate {
  readonly contender: string;
  readonly wrongEstimate: {
    readonly sizeTB: number;
    /** of the duration that the size suggests */
    readonly factor: number;
    /** how long the change takes */
    readonly seconds: number;
    readonly lagSeconds: number | null;
    readonly lambdaInvocations: number;
  };
}

/** What results.json holds. */
export type Result = Measurement | Footprint | WrongEstimate;

export const isMeasurement = (result: Result): result is Measurement => 'sizeTB' in result;
export const isWrongEstimate = (result: Result): result is WrongEstimate => 'wrongEstimate' in result;
export const isFootprint = (result: Result): result is Footprint => 'footprint' in result;

/** How long the simulated service takes: 15 minutes for each 8 TB, its typical figure. */
export const changeSeconds = (sizeTB: number): number => (sizeTB / 8) * 15 * 60;

export const SIZES_TB = [1, 8, 16, 24, 32, 64, 128, 1024] as const;

/** Sizes and factors at which the estimate is wrong. */
export const WRONG_SIZES_TB = [8, 16, 32, 128] as const;
export const WRONG_FACTORS = [0.2, 5] as const;
