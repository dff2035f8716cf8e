using System.Security;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Runs;

/// <summary>The seed of a deterministic run, for as long as the command runs.</summary>
internal sealed class RunSeed : IDisposable
{
    private const int MostBytes = 1 << 16;

    private readonly byte[] _bytes;

    private RunSeed(byte[] bytes) => _bytes = bytes;

    /// <summary>The seed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads the seed that the parameters give.</summary>
    /// <param name="deterministic">Whether the run is to be deterministic.</param>
    /// <param name="text">The seed itself; null where none is given.</param>
    /// <param name="path">The file that holds it; null where none is given.</param>
    /// <returns>The seed; null for fresh randomness.</returns>
    /// <exception cref="SwarmException">The parameters do not fit together (<c>SPEC_INVALID</c>), or the file cannot be read (<c>PATH_INVALID</c>).</exception>
    public static RunSeed? Read(bool deterministic, SecureString? text, string? path) => (deterministic, text, path) switch
    {
        (false, null, null) => null,
        (false, _, _) => throw new SwarmException(ErrorCode.SpecInvalid, "A seed is given without -Deterministic: add it, or leave the seed out."),
        (true, not null, null) => new RunSeed(SecureText.ToUtf8(text)),
        (true, null, not null) => new RunSeed(BoundedFile.Read(path, MostBytes, "seed", tooLarge: ErrorCode.PathInvalid)),
        _ => throw new SwarmException(ErrorCode.SpecInvalid, "A deterministic run needs one seed: give -Seed or -SeedPath."),
    };

    /// <summary>Forgets the seed.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
