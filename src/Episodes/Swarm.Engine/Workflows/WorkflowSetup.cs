using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Workflows;

/// <summary>Writes the workflow that executes runs on a service's runners, and makes the key that runs are sealed to.</summary>
public static class WorkflowSetup
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Tells where the workflow would be written.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">Where it is to be.</param>
    public static string PathOf(SessionOptions options, WorkflowRequest request)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        return Path.Combine(FolderOf(options, request), WorkflowTemplate.PathOf(request.Host).Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>Writes what is missing. What is there and the same stays as it is.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">Where it is to be.</param>
    /// <exception cref="SwarmException">There is no such folder, another workflow is there, or the key's file is (<c>PATH_INVALID</c>, <c>KEY_INVALID</c>).</exception>
    public static WorkflowInfo Write(SessionOptions options, WorkflowRequest request)
    {
        var path = PathOf(options, request);
        var folder = FolderOf(options, request);
        if (!Directory.Exists(folder))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The folder '{folder}' is not there: name the repository's, which holds '.git'.");
        }

        var content = Encoding.UTF8.GetBytes(WorkflowTemplate.Read(request.Host));
        var isSame = File.Exists(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        if (!isSame && Path.Exists(path) && !request.Force)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid, $"'{path}' is there and is another than this version of Swarm writes: look at what differs, then ask to replace it, or leave it.");
        }

        // The key comes first: a workflow that is there is a promise that runs can be sealed to its runner.
        var (recipient, keyFile, isNewKey) = RunnerKey.Ensure(options, request, folder);
        if (!isSame)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Write(path, content);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, ReadableByAll);
            }
        }

        var commands = WorkflowCommands.Of(request.Host, request.Shell, keyFile);
        return new WorkflowInfo(path, !isSame, recipient, WorkflowTemplate.SecretName, WorkflowTemplate.EnvironmentName, keyFile, isNewKey, commands);
    }

    private static string FolderOf(SessionOptions options, WorkflowRequest request) => Path.GetFullPath(request.Folder ?? ".", options.CurrentFolder);
}
