/** The partition of a Region. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) { return 'aws-cn'; }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
