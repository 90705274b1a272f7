import { serverEnv } from "@/lib/env";
import { forward } from "@/lib/session/forward";

type Context = { params: Promise<{ path: string[] }> };

async function handle(request: Request, { params }: Context): Promise<Response> {
  return forward("core", (await params).path, request, serverEnv());
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
