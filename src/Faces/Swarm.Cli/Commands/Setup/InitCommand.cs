using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;
using Swarm.Engine.Sessions;
using Swarm.Engine.Workflows;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Makes keys and a store, or the workflow that executes runs elsewhere.</summary>
internal sealed class InitCommand : ImmediateCommand
{
    private readonly Option<bool> _gitHub = new("--github") { Description = "Write the workflow that executes runs on GitHub Actions, and make the runner's key." };
    private readonly Option<bool> _gitLab = new("--gitlab") { Description = "Write the pipeline that executes runs on GitLab, and make the runner's key." };
    private readonly Option<string?> _path = CommonOptions.Path("--path", "DIR", "The repository that the workflow is written to; else the current folder.");
    private readonly Option<bool> _force = new("--force") { Description = "Replace a workflow of other content." };
    private readonly Option<bool> _newKey = new("--new-key") { Description = "Make a new key for the runner although there is one." };
    private readonly Option<string?> _keyFile = CommonOptions.Path("--key-file", "FILE", "The new file for the runner's key; else one in Swarm's home folder.");

    public InitCommand()
        : base("init", "Make keys and a store where there are none, or the workflow that executes runs elsewhere.")
    {
        foreach (var option in new Option[] { _gitHub, _gitLab, _path, _force, _newKey, _keyFile })
        {
            Add(option);
        }

        Examples = ["swarm init", "swarm init --github --path ../lab"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var (gitHub, gitLab) = (invocation.Get(_gitHub), invocation.Get(_gitLab));
        if (gitHub && gitLab)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "Ask for one workflow at a time: '--github' or '--gitlab'.");
        }

        var request = new WorkflowRequest
        {
            Host = gitLab ? WorkflowHost.GitLab : WorkflowHost.GitHub,
            Folder = invocation.Get(_path),
            Force = invocation.Get(_force),
            NewKey = invocation.Get(_newKey),
            KeyFile = invocation.Get(_keyFile),
            Shell = OperatingSystem.IsWindows() ? WorkflowShell.PowerShell : WorkflowShell.Posix,
        };
        if (gitHub || gitLab)
        {
            return invocation.Write(Describe(WorkflowSetup.Write(invocation.Options, request)));
        }

        return request is { Folder: null, KeyFile: null, Force: false, NewKey: false }
            ? invocation.Write(Describe(StoreSetup.Ensure(invocation.Options)))
            : throw new SwarmException(ErrorCode.SpecInvalid, "Only a workflow has a path and a runner's key: add '--github' or '--gitlab', or name the store's folder with '--root'.");
    }

    private static Report Describe(StoreInfo store) => new()
    {
        Quiet = [],
        Json = json =>
        {
            json.Text("root", store.Root);
            json.Text("store", store.Folder);
            json.Text("profile", store.Profile);
            json.Text("operator_key", store.OperatorKey);
            json.Text("recipient", store.Recipient);
            json.Flag("is_new", store.IsNew);
            json.Flag("has_new_keys", store.HasNewKeys);
            json.Text("moved_keys", store.MovedKeys);
        },
        Text = text => text.Fields(
            ("store", $"{store.Folder}{(store.IsNew ? " (new)" : string.Empty)}"),
            ("profile", $"{store.Profile}{(store.HasNewKeys ? " (new)" : string.Empty)}{(store.MovedKeys is null ? string.Empty : $" (moved to {store.MovedKeys}, out of the store)")}"),
            ("operator key", store.OperatorKey),
            ("recipient", store.Recipient)),
    };

    private static Report Describe(WorkflowInfo workflow) => new()
    {
        Quiet = [workflow.Path],
        Json = json =>
        {
            json.Text("path", workflow.Path);
            json.Text("recipient", workflow.Recipient);
            json.Text("secret_name", workflow.SecretName);
            json.Text("environment", workflow.EnvironmentName);
            json.Text("key_file", workflow.KeyFile);
            json.Flag("is_new", workflow.IsNew);
            json.Flag("has_new_key", workflow.HasNewKey);
            json.Array("commands", workflow.Commands);
        },
        Text = text =>
        {
            text.Fields(
                ("workflow", $"{workflow.Path}{(workflow.IsNew ? " (new)" : string.Empty)}"),
                ("recipient", workflow.Recipient),
                ("key file", $"{workflow.KeyFile ?? "elsewhere"}{(workflow.HasNewKey ? " (new)" : string.Empty)}"),
                ("secret", $"{workflow.SecretName} of the environment {workflow.EnvironmentName}"));
            text.Line();
            text.Line("Next, in the repository:");
            foreach (var command in workflow.Commands)
            {
                text.Line($"  {command}");
            }
        },
    };
}
