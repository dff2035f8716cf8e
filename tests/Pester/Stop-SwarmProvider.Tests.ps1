BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    Start-SwarmBroker -Port 0 | Out-Null
}
AfterAll {
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Stop-SwarmProvider' {
    It 'ends it, and its process with it' {
        $provider = Start-SwarmProvider
        ($provider | Stop-SwarmProvider -Grace 1).Name | Should -Be default
        Get-SwarmProvider | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Process -Id $provider.ProcessId -ErrorAction Ignore) } -Seconds 15
        Wait-Until { (Get-SwarmBroker).Providers -eq 0 } -Seconds 15
    }

    It 'says that none serves' {
        Stop-SwarmProvider -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
    }
}
