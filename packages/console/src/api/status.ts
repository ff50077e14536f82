import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export function useStatus() {
  return useQuery({ queryKey: ['status'], queryFn: () => answerOf(api.status.$get()) });
}
