using System.Text.Json.Nodes;
using Swarm.Workflows.Runner;

// Stands for GitHub until its standard input closes. Says where it is in one line of JSON.
await using var runner = await HostedRunner.StartAsync();
Console.WriteLine(new JsonObject
{
    ["host"] = runner.Server.Host,
    ["token"] = runner.Server.Token,
    ["repository"] = runner.Repository.FullName,
    ["workflow_ref"] = runner.WorkflowRef,
    ["recipient"] = runner.Recipient,
    ["trusted_root"] = runner.TrustedRootFile,
}.ToJsonString());
while (await Console.In.ReadLineAsync() is not null)
{
    // Whatever is said, the end is what counts.
}
