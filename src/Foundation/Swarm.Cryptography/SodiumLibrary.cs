using NSec.Cryptography;
using Swarm.Core.Errors;

namespace Swarm.Cryptography;

/// <summary>libsodium, which computes Ed25519, X25519 and ChaCha20-Poly1305: whether it can be loaded, and what to do where it cannot.</summary>
public static class SodiumLibrary
{
    private static readonly Lazy<Exception?> Failure = new(Load);

    /// <summary>Whose private keys may be exported: they are stored, sealed, by their owner.</summary>
    internal static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    /// <summary>Loads libsodium, or says why it cannot be used.</summary>
    /// <returns>Always true.</returns>
    /// <exception cref="SwarmException">It cannot be loaded (<c>CRYPTOGRAPHY_UNAVAILABLE</c>).</exception>
    public static bool Require() => Failure.Value is not { } failure ? true : throw Describe(failure, OperatingSystem.IsWindows());

    /// <summary>The exception for a library that did not load.</summary>
    /// <param name="failure">Why it did not.</param>
    /// <param name="isWindows">Whether the system is Windows.</param>
    public static SwarmException Describe(Exception failure, bool isWindows)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new SwarmException(
            ErrorCode.CryptographyUnavailable,
            $"libsodium cannot be loaded, so that nothing can be signed, verified or sealed ({failure.GetBaseException().Message.TrimEnd('.')}): "
            + (isWindows
                ? "install the current Microsoft Visual C++ Redistributable, whose VCRUNTIME140.dll it needs, and see that Swarm's files are whole."
                : "see that Swarm's files are whole and made for this system, or install Swarm again."),
            failure);
    }

    private static Exception? Load()
    {
        try
        {
            using var key = Key.Create(SignatureAlgorithm.Ed25519);
            return null;
        }
        catch (Exception exception) when (exception is PlatformNotSupportedException or TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return exception;
        }
    }
}
