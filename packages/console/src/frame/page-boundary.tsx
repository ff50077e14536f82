import { Component, type ReactNode } from 'react';
import { Problem } from '../components/problem.tsx';

interface State {
  readonly failure: Error | undefined;
}

/** A page that breaks leaves the frame standing and says so. Another page, or another try, starts afresh. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(thrown: unknown): State {
    return { failure: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return <Problem error={failure} again={() => this.setState({ failure: undefined })} />;
  }
}
