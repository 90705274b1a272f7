import { serverEnv } from "@/lib/env";
import { sessionAnswer } from "@/lib/session/session-routes";

type Context = { params: Promise<{ action: string }> };

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return sessionAnswer((await params).action, request, serverEnv());
}
