/** Settings of this server, read from the environment when asked so that one image serves every stage. */

export type ServerEnv = {
  coreUrl: string;
  automationUrl: string;
  proxySecret: string;
  publicScheme: "http" | "https";
  baseDomain: string;
  publicPort: string;
  dashboardOrigin: string | null;
  portOffset: string;
};

function read(name: string, fallback: string): string {
  return process.env[name] ?? fallback;
}

/** Returns the settings; throws with the variable's name when one is unusable. */
export function serverEnv(): ServerEnv {
  const scheme = read("PUBLIC_SCHEME", "http");
  if (scheme !== "http" && scheme !== "https") throw new Error("PUBLIC_SCHEME must be http or https.");
  const dashboardUrl = read("DASHBOARD_URL", "");
  return {
    coreUrl: read("CORE_INTERNAL_URL", "http://127.0.0.1:8000").replace(/\/+$/, ""),
    automationUrl: read("AUTOMATION_URL", "http://127.0.0.1:8001").replace(/\/+$/, ""),
    proxySecret: read("DASHBOARD_PROXY_SECRET", ""),
    publicScheme: scheme,
    baseDomain: read("BASE_DOMAIN", "localhost"),
    publicPort: read("PUBLIC_PORT", scheme === "http" ? "8000" : ""),
    dashboardOrigin: dashboardUrl === "" ? null : new URL(dashboardUrl).origin,
    portOffset: read("PORT_OFFSET", "0"),
  };
}

/** Returns `domain[:port]` as shoppers and members type it, e.g. `localhost:8000`. */
export function publicBase(env: ServerEnv): string {
  return env.publicPort === "" ? env.baseDomain : `${env.baseDomain}:${env.publicPort}`;
}
