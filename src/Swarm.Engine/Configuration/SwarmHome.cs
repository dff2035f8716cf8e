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

    /// <summary>The folder of keys.</summary>
    public string KeyFolder => Path.Combine(Folder, "keys");

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
