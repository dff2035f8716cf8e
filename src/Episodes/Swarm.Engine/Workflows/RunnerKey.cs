using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Workflows;

/// <summary>The runner's sealing key: the private half goes into a file alone, the public one into the configuration.</summary>
internal static class RunnerKey
{
    private const string Setting = "runner_recipient";

    // As many characters of a recipient as tell it from others.
    private const int NameLength = 16;

    /// <summary>Gives the key that is there, or makes one.</summary>
    /// <returns>The recipient, the file with the private half where it is known, and whether it is new.</returns>
    public static (string Recipient, string? File, bool IsNew) Ensure(SessionOptions options, WorkflowRequest request, string repository)
    {
        var home = new SwarmHome(options.ReadVariable);
        if (home.Read().RunnerRecipient is { } known && !request.NewKey)
        {
            return request.KeyFile is null
                ? (known, FileOf(home, known) is var kept && File.Exists(kept) ? kept : null, false)
                : throw new SwarmException(ErrorCode.KeyInvalid, $"The runner has the key {known} already: leave the key's file out, or ask for a new key, which every repository then has to get.");
        }

        using var identity = AgeIdentity.Create(options.Random);
        var recipient = identity.Recipient.ToString();
        var path = request.KeyFile is null ? FileOf(home, recipient) : Path.GetFullPath(request.KeyFile, options.CurrentFolder);
        RequireOutside(path, repository);
        Write(path, identity, options.Time);
        home.Set(Setting, recipient);
        return (recipient, path, true);
    }

    private static string FileOf(SwarmHome home, string recipient) => Path.Combine(home.RunnerKeyFolder, $"{recipient[..NameLength]}.txt");

    // What lies in a repository is committed sooner or later.
    private static void RequireOutside(string path, string repository)
    {
        var relative = Path.GetRelativePath(repository, path);
        if (!Path.IsPathRooted(relative) && !string.Equals(relative.Split(Path.DirectorySeparatorChar)[0], "..", StringComparison.Ordinal))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The key would lie in the repository, at '{path}': name a file outside of it.");
        }
    }

    private static void Write(string path, AgeIdentity identity, TimeProvider time)
    {
        var text = $"# created: {RecordedClock.Format(time.GetUtcNow())}\n# public key: {identity.Recipient}\n{identity.ExportSecret()}\n";
        var bytes = Encoding.ASCII.GetBytes(text);
        try
        {
            DurableFile.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.WriteNew(path, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The key cannot be written to '{path}': {exception.Message} Name a file that is not there.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
