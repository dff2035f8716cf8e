using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;

namespace Swarm.Engine.Keys;

/// <summary>A profile's two private keys, read from the files that they were exported to.</summary>
internal sealed class ExportedKeys : IDisposable
{
    /// <summary>A key with its comments is never longer.</summary>
    private const int MostBytes = 4096;

    private ExportedKeys(SigningKey operatorKey, AgeIdentity sealing) => (Operator, Sealing) = (operatorKey, sealing);

    public SigningKey Operator { get; }

    public AgeIdentity Sealing { get; }

    /// <summary>Reads both keys from two files.</summary>
    public static ExportedKeys Read(IReadOnlyList<string> files)
    {
        SigningKey? operatorKey = null;
        AgeIdentity? sealing = null;
        try
        {
            foreach (var file in files)
            {
                var text = ReadKey(file);
                if (text.StartsWith("AGE-SECRET-KEY-", StringComparison.OrdinalIgnoreCase))
                {
                    sealing = sealing is null ? AgeIdentity.Parse(text) : throw Twice(file, "sealing key");
                }
                else
                {
                    operatorKey = operatorKey is null ? SigningKey.Parse(text) : throw Twice(file, "operator's key");
                }
            }

            return operatorKey is not null && sealing is not null ? new ExportedKeys(operatorKey, sealing) : throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"A profile has two keys, and the {(operatorKey is null ? "operator's key" : "sealing key")} is missing: name both files that 'swarm key export --secret-to' wrote, "
                    + "one with --purpose operator and one with --purpose sealing.");
        }
        catch
        {
            operatorKey?.Dispose();
            sealing?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Operator.Dispose();
        Sealing.Dispose();
    }

    /// <summary>Gives the one line of a file that is no comment.</summary>
    private static string ReadKey(string file)
    {
        var buffer = new byte[MostBytes + 1];
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            string[] lines = length > MostBytes ? [] : [.. Encoding.UTF8.GetString(buffer, 0, length).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
            return lines is [var line] ? line : throw new SwarmException(
                ErrorCode.KeyInvalid, $"'{file}' holds no exported key: name a file that 'swarm key export --secret-to' wrote.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The key file '{file}' cannot be read: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static SwarmException Twice(string file, string what) =>
        new(ErrorCode.KeyInvalid, $"'{file}' is a second {what}: name the file of the other key beside it.");
}
