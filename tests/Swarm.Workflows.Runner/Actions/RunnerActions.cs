using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Swarm.Workflows.Runner.Jobs;

namespace Swarm.Workflows.Runner.Actions;

/// <summary>What stands for the actions that shipped workflows use. Each has to be pinned.</summary>
internal static partial class RunnerActions
{
    /// <returns>The action's outputs.</returns>
    public static IReadOnlyList<(string Name, string Value)> Execute(string uses, ActionInputs inputs, JobExecution job)
    {
        var match = PinPattern().Match(uses);
        return !match.Success ? throw new WorkflowFileException($"The action '{uses}' is not pinned to a commit.") : match.Groups["name"].Value switch
        {
            "actions/setup-dotnet" => SetUp(inputs),
            "actions/upload-artifact" => Upload(inputs, job),
            "actions/download-artifact" => Download(inputs, job),
            "actions/attest" => Attest(inputs, job),
            var name => throw new WorkflowFileException($"This runner does not know the action '{name}'."),
        };
    }

    private static (string Name, string Value)[] SetUp(ActionInputs inputs)
    {
        // What runs this runner runs the command too.
        _ = inputs.Require("dotnet-version");
        inputs.End();
        return [];
    }

    private static (string Name, string Value)[] Upload(ActionInputs inputs, JobExecution job)
    {
        var (name, path) = (inputs.Require("name"), Path.Combine(job.Workspace, inputs.Require("path")));
        var isRequired = inputs.Find("if-no-files-found") == "error";
        _ = inputs.Find("compression-level");
        inputs.End();
        var files = File.Exists(path) ? [path] : Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [];
        if (files.Length == 0)
        {
            job.Log.Write($"No files were found with the provided path: {path}. No artifacts will be uploaded.");
            return isRequired ? throw new ActionFailedException($"No files were found with the provided path: {path}.") : [];
        }

        var root = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
        return [("artifact-id", job.Run.Give(name, ArtifactZip.Make(root, files)))];
    }

    private static (string Name, string Value)[] Download(ActionInputs inputs, JobExecution job)
    {
        var (name, path) = (inputs.Require("name"), Path.Combine(job.Workspace, inputs.Require("path")));
        inputs.End();
        ArtifactZip.Extract(job.Run.Take(name) ?? throw new ActionFailedException($"Artifact not found for name: {name}"), path);
        return [("download-path", path)];
    }

    private static (string Name, string Value)[] Attest(ActionInputs inputs, JobExecution job)
    {
        var subject = Path.Combine(job.Workspace, inputs.Require("subject-path"));
        _ = inputs.Find("show-summary");
        inputs.End();
        foreach (var permission in (string[])["id-token", "attestations"])
        {
            if (job.Job.Permissions.GetValueOrDefault(permission) != "write")
            {
                throw new ActionFailedException($"The job has no permission {permission}: write.");
            }
        }

        if (!File.Exists(subject))
        {
            throw new ActionFailedException("Could not find subject at path.");
        }

        var folder = Directory.CreateDirectory(Path.Combine(job.Temporary, RandomNumberGenerator.GetHexString(8))).FullName;
        var bundle = Path.Combine(folder, "attestation.json");
        File.WriteAllBytes(bundle, [.. job.Run.Attest(Path.GetFileName(subject), File.ReadAllBytes(subject)), (byte)'\n']);
        return [("bundle-path", bundle), ("attestation-id", "1")];
    }

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+)@[0-9a-f]{40}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PinPattern();
}
