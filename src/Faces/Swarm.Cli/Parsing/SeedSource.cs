using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Cli.Parsing;

/// <summary>Reads the seed of a deterministic run, which never is an argument: those are there for everyone to read.</summary>
internal static class SeedSource
{
    /// <summary>The variable that holds a seed.</summary>
    public const string Variable = "SWARM_SEED";

    private const int MostBytes = 64 * 1024;

    /// <summary>Reads the seed.</summary>
    /// <param name="isDeterministic">Whether a deterministic run is asked for.</param>
    /// <param name="file">The file that holds the seed; null for the variable.</param>
    /// <returns>The bytes, which the caller clears; null where the run is not deterministic.</returns>
    public static byte[]? Read(bool isDeterministic, string? file)
    {
        if (!isDeterministic)
        {
            return file is null ? null : throw new SwarmException(
                ErrorCode.SpecInvalid, "A seed is given without --deterministic: add it, or leave out --seed-file.");
        }

        if (file is not null)
        {
            return BoundedFile.Read(file, MostBytes, "seed file", tooLarge: ErrorCode.PathInvalid);
        }

        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? Encoding.UTF8.GetBytes(text)
            : throw new SwarmException(
                ErrorCode.SpecInvalid, $"A deterministic run needs a seed of its own: give --seed-file FILE, or set {Variable}.");
    }
}
