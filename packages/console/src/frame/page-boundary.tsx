import { Component, type ReactNode } from 'react';
import { Problem } from '../components/problem.tsx';
import { NotLoaded } from './not-loaded.tsx';

interface Props {
  readonly title: string;
  readonly isLost: boolean;
  readonly children: ReactNode;
}

interface State {
  readonly failure: Error | undefined;
}

/**
 * A page that breaks leaves the frame standing and says so. Another page, or another try, starts afresh. One whose files
 * could not be fetched is not broken: a browser tries that once only, so the whole console is loaded anew, by itself when
 * the node is there again.
 */
export class PageBoundary extends Component<Props, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(thrown: unknown): State {
    return { failure: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidUpdate(before: Props): void {
    const { failure } = this.state;
    const isBack = before.isLost && !this.props.isLost;
    if (isBack && failure !== undefined && isOfLoading(failure)) location.reload();
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <>
        <h1>{this.props.title}</h1>
        {isOfLoading(failure) ? (
          <NotLoaded />
        ) : (
          <Problem error={failure} again={() => this.setState({ failure: undefined })} />
        )}
      </>
    );
  }
}

/** Browsers have no type for it: their words are Chromium's, Firefox's and Safari's, and those of the tool that built the page. */
function isOfLoading({ message }: Error): boolean {
  return /dynamically imported module|Importing a module script failed|Unable to preload CSS/i.test(message);
}
