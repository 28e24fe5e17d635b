/** The package brings no types of its own. */
declare module 'asl-validator' {
  interface Result {
    readonly isValid: boolean;
    readonly errorsText: (separator: string) => string;
  }
  interface Options {
    readonly checkPaths?: boolean;
    readonly checkArn?: boolean;
  }
  export default function validate(definition: object, options?: Options): Result;
}
