/** The change cannot be rehearsed. The message says what is in the way, where, and what to do. */
export class CannotRehearse extends Error {
  constructor(
    message: string,
    /** each thing that is not modelled, with its place in the templates */
    public readonly places: readonly NotModelled[] = [],
  ) {
    super(message);
    this.name = 'CannotRehearse';
  }
}

/** Something in a template that the simulator does not model. */
export interface NotModelled {
  /** path in the template, such as `/Resources/Topic/Properties/Fn::Transform` */
  readonly place: string;
  readonly what: string;
}
