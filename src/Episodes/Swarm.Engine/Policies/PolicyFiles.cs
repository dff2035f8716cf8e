using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Policies;

/// <summary>Reading and writing policies; no store is needed.</summary>
public static class PolicyFiles
{
    /// <summary>The name of a policy's file where none is given.</summary>
    public const string DefaultName = "policy.json";

    /// <summary>A policy that allows little and requires what it says: no program at all until some are named.</summary>
    public static PolicyDocument Restrictive { get; } = new()
    {
        Type = ContractTypes.Policy,
        RouteMode = RouteModes.Direct,
        AllowedPrograms = [],
        Limits = new PolicyLimits { RunTimeSeconds = 600, Retries = 0, MemoryBytes = 2L << 30, LogBytes = 16L << 20, OutputBytes = 1L << 30 },
        Required = [PolicyRules.Programs, PolicyRules.RunTime, PolicyRules.Memory, PolicyRules.Log, PolicyRules.Output],
    };

    /// <summary>Gives the restrictive policy in place of one that states no rule.</summary>
    /// <param name="document">The policy.</param>
    public static PolicyDocument OrRestrictive(PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return PolicyRules.StatedBy(document).Count == 0 && document.Required is null ? Restrictive : document;
    }

    /// <summary>Gives the seconds of a time as a policy has them.</summary>
    /// <param name="time">The time; null for none.</param>
    /// <exception cref="SwarmException">It is not of whole seconds (<c>POLICY_INVALID</c>).</exception>
    public static long? ToSeconds(TimeSpan? time) =>
        time is null ? null
        : time.Value.Ticks % TimeSpan.TicksPerSecond == 0 ? time.Value.Ticks / TimeSpan.TicksPerSecond
        : throw new SwarmException(ErrorCode.PolicyInvalid, $"A policy's run time is of whole seconds, and {time.Value.TotalSeconds} is not: round it.");

    /// <summary>Reads a policy.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The file; relative to the current folder.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>) or is refused (<c>POLICY_INVALID</c>).</exception>
    public static Policy Read(SessionOptions options, string file)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = Path.GetFullPath(file, options.CurrentFolder);
        byte[] bytes;
        try
        {
            // One byte more than is allowed is enough to refuse it.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var buffer = new byte[Policy.MostBytes + 1];
            bytes = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The policy '{path}' cannot be read: {exception.Message}", exception);
        }

        try
        {
            return Policy.Parse(bytes, Path.GetFileName(path));
        }
        catch (SwarmException exception)
        {
            throw new SwarmException(exception.ErrorCode, $"'{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Writes a policy into a new file.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The file; relative to the current folder.</param>
    /// <param name="document">What the policy says.</param>
    /// <returns>The file's path and the policy.</returns>
    /// <exception cref="SwarmException">
    /// A value is out of its bounds (<c>POLICY_INVALID</c>), the file is there already (<c>PATH_INVALID</c>) or cannot be written (<c>STORE_UNWRITABLE</c>).
    /// </exception>
    public static (string Path, Policy Policy) Write(SessionOptions options, string file, PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = Path.GetFullPath(file, options.CurrentFolder);
        var policy = Policy.Create(document, Path.GetFileName(path));
        if (Path.Exists(path))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there already, and runs may have been made under it: write the policy to another file.");
        }

        try
        {
            DurableFile.WriteNew(path, policy.Bytes.Span);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The policy '{path}' cannot be written: {exception.Message}", exception);
        }

        return (path, policy);
    }
}
