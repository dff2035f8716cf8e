using System.Security.Cryptography;

namespace Swarm.Verification.Encodings;

/// <summary>The names of hashes in Sigstore's documents.</summary>
internal static class HashNames
{
    /// <summary>Finds a hash by the name that protobuf documents, or that log entries, give it.</summary>
    internal static HashAlgorithmName? Find(string name) => name switch
    {
        "SHA2_256" or "sha256" => HashAlgorithmName.SHA256,
        "SHA2_384" or "sha384" => HashAlgorithmName.SHA384,
        "SHA2_512" or "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    internal static string? FindName(int number) => number switch
    {
        1 => "SHA2_256",
        2 => "SHA2_384",
        3 => "SHA2_512",
        _ => null,
    };

    internal static int GetSize(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
        : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes
        : SHA512.HashSizeInBytes;
}
