export type { Provider, ProviderReply, ProviderRequest } from './provider.ts';
