/**
 * The release of the CDK in the apps of all languages, so that their templates can be compared. The library is built
 * with another release, whose checksum is missing from Go's checksum database. A registry that lacks this release is
 * asked for the one that the environment variable CDK_VERSION names.
 */
export const CDK_VERSION = process.env.CDK_VERSION || '2.263.0';
