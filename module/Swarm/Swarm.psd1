@{
    RootModule           = 'Swarm.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b1f6b7a3-5d0e-4c1b-9a53-6a1a8a0f6c11'
    Author               = 'Swarm maintainers'
    CompanyName          = 'Swarm maintainers'
    Copyright            = '(c) Swarm maintainers. MIT licence.'
    Description          = 'Runs one step of an agent''s work as a verifiable, resumable, forkable episode: state and workspace restored, the step run, what it left snapshotted, sealed and certified.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    TypesToProcess       = @('Swarm.Types.ps1xml')
    FormatsToProcess     = @('Swarm.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Add-SwarmTrustedKey'
        'Assert-SwarmCertificate'
        'Compare-SwarmState'
        'Copy-SwarmRun'
        'Export-SwarmBundle'
        'Export-SwarmCertificate'
        'Export-SwarmKey'
        'Export-SwarmState'
        'Export-SwarmWorkspace'
        'Get-SwarmBroker'
        'Get-SwarmCertificate'
        'Get-SwarmConfiguration'
        'Get-SwarmHead'
        'Get-SwarmKey'
        'Get-SwarmNode'
        'Get-SwarmProvider'
        'Get-SwarmRun'
        'Get-SwarmRunLog'
        'Get-SwarmRunReceipt'
        'Get-SwarmState'
        'Get-SwarmTrustedKey'
        'Import-SwarmBundle'
        'Import-SwarmKey'
        'Initialize-Swarm'
        'Invoke-SwarmEpisode'
        'Invoke-SwarmRace'
        'Invoke-SwarmStateQuery'
        'New-SwarmKey'
        'New-SwarmPolicy'
        'New-SwarmTicket'
        'Optimize-SwarmStore'
        'Receive-SwarmRun'
        'Remove-SwarmRun'
        'Repair-SwarmStore'
        'Resume-SwarmRun'
        'Revoke-SwarmTicket'
        'Revoke-SwarmTrustedKey'
        'Save-SwarmBundle'
        'Set-SwarmConfiguration'
        'Show-SwarmTree'
        'Start-SwarmBroker'
        'Start-SwarmProvider'
        'Start-SwarmRun'
        'Stop-SwarmBroker'
        'Stop-SwarmProvider'
        'Stop-SwarmRun'
        'Test-SwarmAttestation'
        'Test-SwarmCertificate'
        'Test-SwarmContract'
        'Test-SwarmEnvironment'
        'Test-SwarmPolicy'
        'Test-SwarmProof'
        'Test-SwarmRoute'
        'Test-SwarmStore'
        'Wait-SwarmRun'
    )
    AliasesToExport      = @('Fork-SwarmRun')
    # The build writes the project's address and version, which Directory.Build.props names, into what follows.
    HelpInfoUri          = '@RepositoryUrl@/releases/download/v@Version@/'
    PrivateData          = @{
        PSData = @{
            Tags         = @('agent', 'ai-agent', 'sandbox', 'provenance', 'attestation', 'sigstore', 'snapshot', 'sqlite', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = '@RepositoryUrl@'
            LicenseUri   = '@RepositoryUrl@/blob/main/LICENSE'
            IconUri      = '@RepositoryUrl@/raw/main/docs/icon.png'
            ReleaseNotes = '@RepositoryUrl@/blob/main/CHANGELOG.md'
        }
    }
}
