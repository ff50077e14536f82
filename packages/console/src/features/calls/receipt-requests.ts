import { useMutation } from '@tanstack/react-query';
import { api, errorOf, reached } from '../../api/client.ts';
import { withReason } from '../../api/openings.ts';
import type { CheckedReceipt } from '../../proof/check-receipt.ts';
import { saveFile } from './stored-bytes.ts';

interface ReceiptFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Fetches a receipt and hands it to the browser's downloads, under the name that the node gives it. */
export function useReceipt() {
  return useMutation({
    mutationFn: async (id: string) => {
      const { bytes, name, type } = await fileOf(api.receipts[':id'].$get({ param: { id }, query: {} }));
      saveFile(bytes, name, type);
    },
  });
}

/** What checks is loaded when somebody asks for it: few do, and everybody would wait for it. */
const checks = () => import('../../proof/check-receipt.ts');

/** Fetches a receipt and checks it in this browser. */
export function useReceiptCheck() {
  return useMutation({
    mutationFn: async (id: string): Promise<{ readonly name: string; readonly checked: CheckedReceipt }> => {
      const { bytes, name } = await fileOf(api.receipts[':id'].$get({ param: { id }, query: {} }));
      const policy = await reached(api.witnesses.policy.$get());
      if (!policy.ok) throw await errorOf(policy);
      const { checkReceipt } = await checks();
      return { name, checked: await checkReceipt(bytes, [], await policy.text()) };
    },
  });
}

interface TextCheck {
  readonly id: string;
  readonly part: 'request' | 'answer';
  readonly reason: string;
  /** What is shown; undefined when nothing came back. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

interface HeldText {
  readonly type: 'fits' | 'differs' | 'none';
  readonly sentences: readonly string[];
}

/** Asks for a receipt that opens a part, which the node writes down, and holds the text against it. */
export function useTextCheck() {
  return useMutation({
    mutationFn: async ({ id, part, reason, bytes }: TextCheck): Promise<HeldText> => {
      if (bytes === undefined) return { type: 'none', sentences: [] };
      const file = await fileOf(
        api.receipts[':id'].$post({ param: { id }, json: { open: [part], ...withReason(reason) } }),
      );
      const { checkOpenedBody, checkReceipt } = await checks();
      const checked = await checkReceipt(file.bytes, []);
      if (checked.type === 'missing' || checked.report.verdict !== 'proven')
        return { type: 'differs', sentences: [] };
      const { verdict, proves, cannot } = await checkOpenedBody(checked.report, bytes, part);
      return { type: verdict === 'fits' ? 'fits' : 'differs', sentences: [...proves, ...cannot] };
    },
  });
}

async function fileOf(asked: Promise<Response>): Promise<ReceiptFile> {
  const response = await reached(asked);
  if (!response.ok) throw await errorOf(response);
  const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return {
    name: name ?? 'receipt',
    type: response.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}
