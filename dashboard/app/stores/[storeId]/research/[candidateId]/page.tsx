import type { Metadata } from "next";
import { CandidatePage } from "@/features/research/candidate-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Candidate" };

type Props = { params: Promise<{ storeId: string; candidateId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, candidateId } = await params;
  await requireSession(`/stores/${storeId}/research/${candidateId}`);
  return <CandidatePage candidateId={candidateId} />;
}
