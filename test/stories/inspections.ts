import type { World } from './world';

/** What a daily inspection has measured. */
export interface InspectionResult {
  /** YYYY-MM-DD, in UTC */
  readonly date: string;
  readonly generation?: number;
  readonly isOverdue: boolean;
}

/** Every inspection, as the log of the function has it. What Node.js itself prints is no JSON. */
export function inspections({ aws }: World): InspectionResult[] {
  return aws.lambda.logs()
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => 'KeyChangeOverdue' in line)
    .map((line) => ({
      date: new Date((line._aws as { Timestamp: number }).Timestamp).toISOString().slice(0, 10),
      generation: line.KeyGeneration as number | undefined,
      isOverdue: line.KeyChangeOverdue === 1,
    }));
}
