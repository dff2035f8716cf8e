using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;

namespace Swarm.Engine.Configuration;

/// <summary>The user's own folder of Swarm: configuration, keys and the folders of runs.</summary>
public sealed class SwarmHome
{
    /// <summary>The variable that names another home folder.</summary>
    public const string Variable = "SWARM_HOME";

    private const string KeyFolderName = "keys";
    private const string RunnerKeyFolderName = "runners";

    private readonly Func<string, string?> _readVariable;

    /// <summary>Finds the home folder.</summary>
    /// <param name="readVariable">Reads an environment variable.</param>
    public SwarmHome(Func<string, string?> readVariable)
    {
        ArgumentNullException.ThrowIfNull(readVariable);
        _readVariable = readVariable;
        Folder = Path.GetFullPath(readVariable(Variable) is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".swarm"));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>
    /// The folder of keys: in the home folder, or beside it where the home folder is a store too, as it is for a store in the user's own folder.
    /// </summary>
    public string KeyFolder => AreBeside ? KeysBeside : Path.Combine(Folder, KeyFolderName);

    /// <summary>The folder of runners' private keys.</summary>
    public string RunnerKeyFolder => Path.Combine(AreBeside ? KeysBeside : Folder, RunnerKeyFolderName);

    private bool AreBeside => Directory.Exists(KeysBeside);

    private string KeysBeside => Path.TrimEndingDirectorySeparator(Folder) + "-" + KeyFolderName;

    /// <summary>The configuration file.</summary>
    public string ConfigurationFile => Path.Combine(Folder, "config.json");

    /// <summary>Reads the configuration in force: the file, overridden by variables.</summary>
    /// <exception cref="SwarmException">The file or a variable is malformed (<c>CONFIGURATION_INVALID</c>).</exception>
    public SwarmConfiguration Read()
    {
        var configuration = ConfigurationSettings.Override(ReadFile(), _readVariable);
        return configuration with { WorkFolder = configuration.WorkFolder ?? Path.Combine(Folder, "work") };
    }

    /// <summary>Shows every setting with its source.</summary>
    public IReadOnlyList<ConfigurationSetting> Show() =>
    [
        .. ConfigurationSettings.Show(ReadFile(), _readVariable)
            .Select(setting => setting is { Name: "work_folder", Value: null } ? setting with { Value = Path.Combine(Folder, "work") } : setting),
    ];

    /// <summary>Changes one setting in the file.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value; null takes it out of the file.</param>
    /// <exception cref="SwarmException">There is no such setting, or the value does not fit.</exception>
    public void Set(string name, string? value)
    {
        var changed = ConfigurationSettings.Set(ReadFile(), name, value);
        DurableFile.CreateDirectory(Folder);
        DurableFile.Write(ConfigurationFile, JsonSerializer.SerializeToUtf8Bytes(changed, ConfigurationJson.Default.SwarmConfiguration));
    }

    /// <summary>Sees to it that no keys lie below a folder that is about to be a store's.</summary>
    /// <param name="store">The store's own folder.</param>
    /// <returns>Where keys were moved to; null where none were.</returns>
    /// <exception cref="SwarmException">They cannot be moved (<c>PATH_INVALID</c>).</exception>
    public string? KeepKeysOutOf(string store)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var (keys, folder) = (RealPath.Of(KeyFolder), RealPath.Of(store));
        if (!keys.StartsWith(folder + Path.DirectorySeparatorChar, comparison))
        {
            return null;
        }

        return string.Equals(Path.GetDirectoryName(keys), folder, comparison) ? MoveKeysBeside() : throw new SwarmException(
            ErrorCode.PathInvalid, $"The keys lie in '{KeyFolder}', below the folder of the store: name another folder with --root, or another home folder with {Variable}.");
    }

    private string? MoveKeysBeside()
    {
        var (keys, runners) = (KeyFolder, RunnerKeyFolder);
        try
        {
            var isMoved = Directory.Exists(keys);
            if (isMoved)
            {
                Directory.Move(keys, KeysBeside);
            }
            else
            {
                DurableFile.CreateDirectory(KeysBeside);
            }

            if (Directory.Exists(runners))
            {
                Directory.Move(runners, RunnerKeyFolder);
            }

            DirectoryFlush.Flush(Path.GetDirectoryName(KeysBeside)!);
            return isMoved ? KeysBeside : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid,
                $"The keys in '{keys}' cannot be moved to '{KeysBeside}', and no store is made beside keys: {exception.Message} Name another folder with --root.",
                exception);
        }
    }

    /// <summary>The names of all settings.</summary>
    public static IReadOnlyList<string> SettingNames => ConfigurationSettings.Names;

    /// <summary>Reads the configuration's file alone.</summary>
    /// <exception cref="SwarmException">It is malformed (<c>CONFIGURATION_INVALID</c>).</exception>
    internal SwarmConfiguration ReadFile()
    {
        if (!File.Exists(ConfigurationFile))
        {
            return new SwarmConfiguration();
        }

        try
        {
            return StrictJson.Parse(BoundedFile.Read(ConfigurationFile, StrictJson.DefaultLimit, "configuration"), ConfigurationJson.Default.SwarmConfiguration, "configuration");
        }
        catch (SwarmException exception)
        {
            throw new SwarmException(ErrorCode.ConfigurationInvalid, $"'{ConfigurationFile}' is malformed: {exception.Message} Mend it or remove it.", exception);
        }
    }
}
