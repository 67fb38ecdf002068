// What a person can mend: a wrong file, shape or option. The command shows the message alone and ends with code 2.

/** A wrong input; the message is one line that says what was expected. */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message.replaceAll(/\s*\n\s*/g, ' '), options);
    this.name = 'InputError';
  }
}

/** Ctrl-C before there was a result. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
