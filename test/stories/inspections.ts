import type { World } from './world';

/** What a daily inspection has measured. */
export interface InspectionResult {
  /** YYYY-MM-DD, in UTC */
  readonly date: string;
  readonly generation?: number;
  readonly isOverdue: boolean;
}

/** The lines in the log of the function that have metrics. What Node.js itself prints is no JSON. */
export const metricLines = ({ aws }: World): Record<string, unknown>[] => aws.lambda.logs()
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line) as Record<string, unknown>)
  .filter((line) => '_aws' in line);

/** Every inspection, as the log of the function has it. */
export function inspections(world: World): InspectionResult[] {
  return metricLines(world)
    .filter((line) => 'KeyChangeOverdue' in line)
    .map((line) => ({
      date: new Date((line._aws as { Timestamp: number }).Timestamp).toISOString().slice(0, 10),
      generation: line.KeyGeneration as number | undefined,
      isOverdue: line.KeyChangeOverdue === 1,
    }));
}
