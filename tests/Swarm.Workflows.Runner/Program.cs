using System.Text.Json.Nodes;
using Swarm.Workflows.Runner;

// Stands for GitHub, or with the argument 'gitlab' for GitLab, until its standard input closes. Says where it is in one line of JSON.
if (args is ["gitlab"])
{
    await using var gitLab = await GitLabRunner.StartAsync();
    await ServeAsync(new JsonObject
    {
        ["host"] = gitLab.Server.Host,
        ["token"] = gitLab.Server.Token,
        ["repository"] = gitLab.Project.FullName,
        ["workflow_ref"] = gitLab.WorkflowRef,
        ["recipient"] = gitLab.Recipient,
    });
}
else
{
    await using var gitHub = await HostedRunner.StartAsync();
    await ServeAsync(new JsonObject
    {
        ["host"] = gitHub.Server.Host,
        ["token"] = gitHub.Server.Token,
        ["repository"] = gitHub.Repository.FullName,
        ["workflow_ref"] = gitHub.WorkflowRef,
        ["recipient"] = gitHub.Recipient,
        ["trusted_root"] = gitHub.TrustedRootFile,
    });
}

static async Task ServeAsync(JsonObject place)
{
    Console.WriteLine(place.ToJsonString());
    while (await Console.In.ReadLineAsync() is not null)
    {
        // Whatever is said, the end is what counts.
    }
}
