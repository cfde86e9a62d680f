/** A refusal in GitHub's own form. */
export class GitHubError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.name = 'GitHubError';
    this.status = status;
    this.errors = errors;
  }
}

export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found');
}

export function forbidden(): GitHubError {
  return new GitHubError(403, 'Resource not accessible by integration');
}

/** @param errors sentences, or objects with resource, field and code */
export function invalid(message: string, errors?: readonly unknown[]): GitHubError {
  return new GitHubError(422, message, errors);
}
