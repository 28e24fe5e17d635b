import { ValidationError } from './errors';
import { isRecord } from './host';
import { listOf, resolve, textOf, type Scope } from './intrinsics';

/** The Conditions section. Conditions refer to parameters and pseudo parameters only. */
export class Conditions {
  constructor(private readonly section: Readonly<Record<string, unknown>>, private readonly scope: Scope) {}

  public isTrue(name: string): boolean {
    if (!Object.hasOwn(this.section, name)) {
      throw new ValidationError(`Template format error: Unresolved condition dependency ${name}`);
    }
    return this.evaluate(this.section[name]);
  }

  private evaluate(expression: unknown): boolean {
    if (!isRecord(expression)) {
      throw new ValidationError(
        `Template format error: a condition must be an object, got: ${JSON.stringify(expression)}`,
      );
    }
    const [[name, argument]] = Object.entries(expression);
    switch (name) {
      case 'Condition': return this.isTrue(textOf(argument, 'Condition'));
      case 'Fn::Equals': {
        const [left, right] = listOf(argument, 'Fn::Equals', 2).map((side) => String(resolve(side, this.scope)));
        return left === right;
      }
      case 'Fn::And': return listOf(argument, 'Fn::And').every((part) => this.evaluate(part));
      case 'Fn::Or': return listOf(argument, 'Fn::Or').some((part) => this.evaluate(part));
      case 'Fn::Not': return !this.evaluate(listOf(argument, 'Fn::Not', 1)[0]);
      default:
        throw new ValidationError(`the simulator does not support ${name} in a condition: add it to conditions.ts`);
    }
  }
}
